// When a price pays for a publication. Pure, in base units.

interface Costs {
  /** MIST per call. */
  price: bigint;
  /** MIST; undefined while not known. */
  gas: bigint | undefined;
  /** Base units of WAL; undefined while not known. */
  wal: bigint | undefined;
  /** MIST for one whole WAL; undefined where nobody said. */
  suiPerWal: bigint | undefined;
}

const WAL = 1_000_000_000n;

/** Calls that bring in the network fee, and those that bring in storage too. Undefined where it cannot be known. */
export function breakEven({ price, gas, wal, suiPerWal }: Costs): {
  gas: bigint | undefined;
  all: bigint | undefined;
} {
  if (price <= 0n || gas === undefined) return { gas: undefined, all: undefined };
  const calls = (cost: bigint) => (cost <= 0n ? 0n : (cost + price - 1n) / price);
  const storage =
    wal === undefined || suiPerWal === undefined ? undefined : (wal * suiPerWal + WAL - 1n) / WAL;
  return { gas: calls(gas), all: storage === undefined ? undefined : calls(gas + storage) };
}

/** An estimate to two figures: more would look exact. */
export function rounded(amount: bigint): bigint {
  const unit = 10n ** BigInt(Math.max(0, amount.toString().length - 2));
  return ((amount + unit / 2n) / unit) * unit;
}
