// What can go wrong between Run and the unlocked output on the visitor's and the author's side. Each time: the sentence
// on screen, and the money where it was.
import { Transaction } from '@mysten/sui/transactions';
import { SuiGrpcClient } from '@mysten/sui/grpc';
import type { AuthorChange } from '../../src/lib/index.ts';
import { openLocked, pay, UNLOCKED, watchWorkers } from './faults.ts';
import { balances, sui } from './purse.ts';
import { expect, runScale, sign, test, type Actor, type Site } from './site.ts';

const PRICE = 4_000_000n;

test('a wrong shape, a word and a NaN are named at their field; nothing runs', async ({ caller, site }) => {
  const { page, output } = caller;
  const workers = await watchWorkers(caller);
  await caller.goto(`#/model/${site.models.scale}`);
  const fault = page.getByRole('form', { name: 'Inputs' }).getByRole('alert');
  for (const [typed, sentence] of [
    ['', 'An input is missing.'],
    ['[[1, 2]]', 'An input has the wrong shape.'],
    ['[[1, 2, 3], [4, 5]]', 'An input has the wrong shape.'],
    ['[[1, two, 3]]', 'An input could not be read.'],
    ['[[1, 2, 3', 'An input could not be read.'],
    ['[[1, NaN, 3]]', 'An input holds something that is not a finite number.'],
    ['1, Infinity, 3', 'An input holds something that is not a finite number.'],
  ] as const) {
    await runScale(caller, typed);
    await expect(fault).toContainText(sentence);
  }
  expect(await workers.runs()).toBe(0);
  await expect(output).toBeHidden();
  await runScale(caller, '1, 2, 3');
  await expect(fault).toBeHidden();
  await expect(output).toBeVisible();
});

// The second holds the price, but not the network fee besides.
for (const rest of [1_000_000n, 4_500_000n]) {
  test(`a wallet with ${rest} MIST is told so, gets test SUI and pays without another run`, async ({
    caller,
    site,
  }) => {
    const { output } = caller;
    const workers = await openLocked(caller, site);
    await keepOnly(caller.actor, rest);
    const before = await balances(site, caller);
    await pay(caller);
    await expect(output).toContainText('The wallet cannot cover the price and the network fee.');
    await expect(output).toContainText('Nothing was charged and the output stays locked.');
    expect(await balances(site, caller)).toEqual(before);
    expect(caller.sent()).toBe(0);

    await output.getByRole('button', { name: 'Get test SUI' }).click();
    await expect(output.getByText('Arrived in your wallet.')).toBeVisible();
    await pay(caller);
    await sign(caller);
    await expect(output).toContainText(UNLOCKED);
    expect(await workers.runs()).toBe(1);
    expect((await sui(site.author)) - before.author).toBe(PRICE);
  });
}

test('a declined payment can be made later without another run', async ({ caller, site }) => {
  const { output } = caller;
  const workers = await openLocked(caller, site);
  const before = await balances(site, caller);
  await pay(caller);
  await sign(caller, 'Decline');
  await expect(output).toContainText('You declined the payment.');
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
  await pay(caller);
  await sign(caller);
  await expect(output).toContainText(UNLOCKED);
  expect(await workers.runs()).toBe(1);
  expect((await sui(site.author)) - before.author).toBe(PRICE);
});

test('a price raised while the output is locked is told, asked for and paid, never more than was shown', async ({
  caller,
  site,
}) => {
  const { output } = caller;
  const workers = await openLocked(caller, site);
  await change(site, { kind: 'price', price: 7_000_000n });
  const before = await balances(site, caller);
  await pay(caller);
  await expect(output).toContainText('The author changed the price while you were running.');
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
  await output.getByRole('button', { name: 'Ask for the new price' }).click();
  await output.getByRole('button', { name: 'Pay 7 mSUI and unlock' }).click();
  await sign(caller);
  await expect(output).toContainText(UNLOCKED);
  expect(await workers.runs()).toBe(1);
  expect((await sui(site.author)) - before.author).toBe(7_000_000n);
  await change(site, { kind: 'price', price: PRICE });
});

test('a model switched off after the run takes no money, and the output waits until it is on again', async ({
  caller,
  site,
}) => {
  const { output } = caller;
  const workers = await openLocked(caller, site);
  await change(site, { kind: 'active', active: false });
  const before = await balances(site, caller);
  await pay(caller);
  await expect(output).toContainText('The author has switched this model off.');
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
  await change(site, { kind: 'active', active: true });
  const { author } = await balances(site, caller);
  await pay(caller);
  await sign(caller);
  await expect(output).toContainText(UNLOCKED);
  expect(await workers.runs()).toBe(1);
  expect((await sui(site.author)) - author).toBe(PRICE);
});

test('a wallet of another network is not offered; one whose account is elsewhere is told so and pays nothing', async ({
  caller,
  site,
}) => {
  const { page, output } = caller;
  await page.addInitScript(registerTestnetWallet, { name: 'Testnet wallet', chains: ['sui:testnet'] });
  await page.addInitScript(registerTestnetWallet, {
    name: 'Travelling wallet',
    chains: ['sui:testnet', 'sui:localnet'],
  });
  await caller.goto(`#/model/${site.models.scale}`);
  await runScale(caller, '[[1, 2, 3]]');
  const before = await balances(site, caller);
  await output.getByRole('button', { name: /^Connect a wallet/ }).click();
  await expect(page.getByRole('button', { name: /Development wallet/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /Testnet wallet/ })).toHaveCount(0);
  await page.getByRole('button', { name: /Travelling wallet/ }).click();
  await expect(output).toContainText('Travelling wallet is on another network.');
  await expect(output).toContainText('your output stays here');
  await expect(output.getByRole('button', { name: /^Pay/ })).toHaveCount(0);
  expect(await balances(site, caller)).toEqual(before);
  expect(caller.sent()).toBe(0);
});

test('two tabs of one wallet that pay at the same moment both settle, once each', async ({
  caller,
  site,
}) => {
  const first = caller.page;
  const second = await caller.context.newPage();
  await openLocked(caller, site);
  await second.goto(first.url());
  await runScale({ page: second }, '[[10, 20, 30]]');
  const before = await balances(site, caller);
  const outputs = [first, second].map((page) => page.getByRole('region', { name: 'Output' }));
  for (const output of outputs) await output.getByRole('button', { name: /^Pay/ }).click();
  // Both are built on the same coin before either is signed.
  const asked = [first, second].map((page) => page.getByRole('dialog', { name: 'Development wallet' }));
  for (const dialog of asked) await expect(dialog).toContainText('payment::');
  await sign({ page: first });
  // The second one's coin was spent meanwhile: it is built, and asked to be signed, anew, maybe at once.
  const settled = outputs[1]!.getByRole('region', { name: 'Receipt' });
  const button = asked[1]!.getByRole('button', { name: 'Sign' });
  await expect(async () => {
    if (await button.isVisible()) await button.click({ timeout: 1_000 });
    await expect(settled).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(outputs[0]!).toContainText(UNLOCKED);
  await expect(outputs[1]!).toContainText('20  60  120');
  expect((await sui(site.author)) - before.author).toBe(2n * PRICE);
});

/** One author operation on the Scale model, from Node. */
async function change({ author, models }: Site, what: AuthorChange): Promise<void> {
  const owned = await author.hub.owned(author.wallet.address);
  await author.hub.update(
    owned.find(({ listing }) => listing.id === models.scale)!,
    what,
    author.wallet,
  );
}

/** Sends all SUI but `rest` away. */
async function keepOnly({ hub, keypair, wallet }: Actor, rest: bigint): Promise<void> {
  const client = new SuiGrpcClient({ network: 'localnet', baseUrl: hub.network.rpc });
  const tx = new Transaction();
  const [kept] = tx.splitCoins(tx.gas, [rest]);
  tx.transferObjects([kept!], wallet.address);
  tx.transferObjects([tx.gas], `0x${'5e'.repeat(32)}`);
  const { Transaction: done } = await client.core.signAndExecuteTransaction({
    transaction: tx,
    signer: keypair,
  });
  await client.core.waitForTransaction({ digest: done!.digest });
  expect(await hub.balance(wallet.address)).toBe(rest);
}

/** A Wallet Standard wallet whose account is on Sui's testnet. Runs in the page. */
function registerTestnetWallet({ name, chains }: { name: string; chains: string[] }): void {
  const account = {
    address: `0x${'7e'.repeat(32)}`,
    publicKey: new Uint8Array(32),
    chains: ['sui:testnet'],
    features: ['sui:signTransaction'],
  };
  const refuse = () => Promise.reject(new Error('never asked'));
  const wallet = {
    version: '1.0.0',
    name,
    icon: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
    chains,
    accounts: [account],
    features: {
      'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: [account] }) },
      'standard:events': { version: '1.0.0', on: () => () => {} },
      'sui:signTransaction': { version: '2.0.0', signTransaction: refuse },
    },
  };
  const register = (event: Event) =>
    (event as CustomEvent<{ register(added: unknown): void }>).detail.register(wallet);
  addEventListener('wallet-standard:app-ready', register);
}
