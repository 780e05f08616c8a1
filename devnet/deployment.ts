// Where a network's contracts are, read from its own history: the same for a fresh network and a reopened one.
// Knows what the packages' first transactions create; publishes nothing.
import type { Ledger, ObjectChange } from './chain/types.ts';
import type { WalrusDeployment } from './walrus/setup.ts';

export interface Deployment {
  /** Our contract and its index of listings. */
  package: string;
  hub: string;
  walrus: WalrusDeployment;
}

/** Undefined until both packages are published and set up. The first of each counts: anybody may publish a copy. */
export async function findDeployment(ledger: Ledger): Promise<Deployment | undefined> {
  const created: ObjectChange[] = [];
  const find = (type: RegExp) => created.find((change) => type.test(change.type));
  for await (const { transaction } of ledger.scan({ from: 0n, descending: false })) {
    created.push(...transaction.changes.filter((change) => change.idOperation === 'created'));
    const hub = find(/^0x\w+::hub::Hub$/);
    const system = find(/^0x\w+::system::System$/);
    const staking = find(/^0x\w+::staking::Staking$/);
    const treasuryCap = find(/::coin::TreasuryCap<0x\w+::wal::WAL>$/);
    const operatorCap = find(/^0x\w+::system::OperatorCap$/);
    if (!hub || !system || !staking || !treasuryCap || !operatorCap) continue;
    const walrus = packageOf(system);
    return {
      package: packageOf(hub),
      hub: hub.id,
      walrus: {
        package: walrus,
        system: system.id,
        staking: staking.id,
        wal: `${walrus}::wal::WAL`,
        treasuryCap: treasuryCap.id,
        operatorCap: operatorCap.id,
      },
    };
  }
  return undefined;
}

function packageOf({ type }: ObjectChange): string {
  return type.slice(0, type.indexOf('::'));
}
