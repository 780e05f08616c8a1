// What a coin is called: SUI by definition, any other by the CoinMetadata object its module created.
import { bcs } from '@mysten/sui/bcs';
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import { SUI_TYPE } from '../chain/type-tag.ts';
import type { Ledger } from '../chain/types.ts';
import { formatType, normalizeAddress } from '../vm/move-type.ts';

const SUI: G.CoinMetadata = { decimals: 9, name: 'Sui', symbol: 'SUI', description: '' };
const COIN_MODULE = `${normalizeAddress('0x2')}::coin`;

const CoinMetadata = bcs.struct('CoinMetadata', {
  id: bcs.Address,
  decimals: bcs.u8(),
  name: bcs.string(),
  symbol: bcs.string(),
  description: bcs.string(),
  iconUrl: bcs.option(bcs.string()),
});
const TreasuryCap = bcs.struct('TreasuryCap', { id: bcs.Address, totalSupply: bcs.u64() });

export async function findCoinInfo(
  ledger: Ledger,
  coinType: string,
): Promise<G.GetCoinInfoResponse | undefined> {
  if (coinType === formatType(SUI_TYPE)) return { coinType, metadata: SUI };
  const metadata = await findCreated(ledger, `${COIN_MODULE}::CoinMetadata<${coinType}>`);
  const treasury = await findCreated(ledger, `${COIN_MODULE}::TreasuryCap<${coinType}>`);
  if (!metadata && !treasury) return undefined;
  return {
    coinType,
    ...(metadata ? { metadata: writeMetadata(metadata) } : {}),
    ...(treasury ? { treasury: writeTreasury(treasury) } : {}),
  };
}

/** Nothing indexes objects by type, but a coin's two objects are made once, where its module was published. */
async function findCreated(ledger: Ledger, type: string): Promise<Uint8Array | undefined> {
  for await (const { transaction } of ledger.scan({ from: 0n, descending: false })) {
    const made = transaction.changes.find(
      (change) => change.idOperation === 'created' && change.type === type,
    );
    if (!made) continue;
    const content = (await ledger.getObject(made.id))?.content;
    return content?.kind === 'struct' ? content.bytes : undefined;
  }
  return undefined;
}

function writeMetadata(bytes: Uint8Array): G.CoinMetadata {
  const { iconUrl, ...metadata } = CoinMetadata.parse(bytes);
  return { ...metadata, ...(iconUrl ? { iconUrl } : {}) };
}

function writeTreasury(bytes: Uint8Array): G.CoinTreasury {
  const { id, totalSupply } = TreasuryCap.parse(bytes);
  return { id, totalSupply: BigInt(totalSupply) };
}
