import { bcs } from '@mysten/sui/bcs';
import { ObjectError } from '@mysten/sui/client';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { buy, created, fund, openShop, run, SUI, type Shop } from './harness.ts';

let shop: Shop;
let me: string;
beforeAll(async () => {
  shop = await openShop();
  me = shop.keeper.toSuiAddress();
});

describe('objects', () => {
  it('come with owner, type, contents, JSON, BCS and their last transaction', async () => {
    const { object } = await shop.client.getObject({
      objectId: shop.shop,
      include: { content: true, json: true, objectBcs: true, previousTransaction: true },
    });
    expect(object.type).toBe(`${shop.packageId}::shop::Shop`);
    expect(object.owner.$kind).toBe('Shared');
    expect(object.json).toMatchObject({ id: shop.shop, name: 'Corner', owner: me, sold: '0', last: null });
    const Shop = bcs.struct('Shop', {
      id: bcs.Address,
      name: bcs.string(),
      owner: bcs.Address,
      sold: bcs.u64(),
      last: bcs.option(bcs.u64()),
    });
    expect(Shop.parse(object.content)).toEqual({
      id: shop.shop,
      name: 'Corner',
      owner: me,
      sold: '0',
      last: null,
    });
    expect(bcs.Object.parse(object.objectBcs).data.Move?.version).toBe(object.version);
    const { ledger } = shop;
    expect(await ledger.getTransaction(object.previousTransaction!)).toBeDefined();
  });

  it('that do not exist answer not-found, each on its own in a batch', async () => {
    const { objects } = await shop.client.getObjects({ objectIds: ['0xdead', shop.shop] });
    expect(objects[0]).toBeInstanceOf(ObjectError);
    expect(objects[0]).toMatchObject({ reason: 'notFound', objectId: '0xdead' });
    expect(objects[1]).toMatchObject({ objectId: shop.shop });
    const lost = shop.client.ledgerService.getObject({ objectId: '0xdead' }).response;
    await expect(lost).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const bad = shop.client.ledgerService.getObject({ objectId: 'dead?' }).response;
    await expect(bad).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('can be read at an earlier version', async () => {
    const { object: before } = await shop.client.getObject({ objectId: shop.shop });
    await run(shop.client, shop.keeper, (tx) => tx.transferObjects([buy(tx, shop)], me));
    const { response } = await shop.client.ledgerService.getObject({
      objectId: shop.shop,
      version: BigInt(before.version),
      readMask: { paths: ['json', 'digest'] },
    });
    expect(response.object?.digest).toBe(before.digest);
    const { object: after } = await shop.client.getObject({ objectId: shop.shop, include: { json: true } });
    expect(BigInt(after.version)).toBeGreaterThan(BigInt(before.version));
    expect(after.json).toMatchObject({ sold: '1', last: '100' });
  });

  it('owned by an address are listed by type, page by page', async () => {
    const signer = await fund(shop.ledger);
    const owner = signer.toSuiAddress();
    await run(shop.client, signer, (tx) =>
      tx.transferObjects(
        [1, 2, 3, 4].map(() => buy(tx, shop)),
        owner,
      ),
    );
    const type = `${shop.packageId}::shop::Ticket`;
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof shop.client.listOwnedObjects>> =
        await shop.client.listOwnedObjects({
          owner,
          type,
          limit: 3,
          cursor,
        });
      expect(page.objects.every((o) => o.type === type && o.owner.AddressOwner === owner)).toBe(true);
      ids.push(...page.objects.map((o) => o.objectId));
      cursor = page.hasNextPage ? page.cursor : null;
    } while (cursor);
    expect(new Set(ids).size).toBe(4);
    const coins = await shop.client.listOwnedObjects({ owner, type: '0x2::coin::Coin' });
    expect(coins.objects).toHaveLength(1);
  });
});

describe('dynamic fields', () => {
  it('are listed with name, value and kind, and found by name', async () => {
    const { client, keeper, packageId } = shop;
    await run(client, keeper, (tx) => {
      const target = `${packageId}::shop` as const;
      tx.moveCall({
        target: `${target}::note`,
        arguments: [tx.object(shop.shop), tx.pure.u8(1), tx.pure.string('hello')],
      });
      tx.moveCall({
        target: `${target}::keep`,
        arguments: [tx.object(shop.shop), tx.pure.u8(2), buy(tx, shop)],
      });
    });
    const { dynamicFields } = await client.listDynamicFields({
      parentId: shop.shop,
      include: { value: true },
    });
    const plain = dynamicFields.find((field) => field.$kind === 'DynamicField')!;
    const object = dynamicFields.find((field) => field.$kind === 'DynamicObject')!;
    expect(dynamicFields).toHaveLength(2);

    const slot = `${packageId}::shop::Slot`;
    expect(plain.name).toEqual({ type: slot, bcs: Uint8Array.of(1) });
    expect(bcs.string().parse(plain.value.bcs)).toBe('hello');
    expect(object.name).toEqual({ type: slot, bcs: Uint8Array.of(2) });
    expect(object.valueType).toBe(`${packageId}::shop::Ticket`);

    const name = { type: slot, bcs: Uint8Array.of(1) };
    const { dynamicField } = await client.getDynamicField({ parentId: shop.shop, name });
    expect(dynamicField.fieldId).toBe(plain.fieldId);
    expect(bcs.string().parse(dynamicField.value.bcs)).toBe('hello');
    const kept = await client.getDynamicObjectField({
      parentId: shop.shop,
      name: { ...name, bcs: Uint8Array.of(2) },
    });
    expect(kept.object.objectId).toBe((object as { childId?: string }).childId);
    expect(kept.object.owner).toMatchObject({ ObjectOwner: object.fieldId });
  });

  it('are listed page by page', async () => {
    const first = await shop.client.listDynamicFields({ parentId: shop.shop, limit: 1 });
    expect(first.hasNextPage).toBe(true);
    const second = await shop.client.listDynamicFields({
      parentId: shop.shop,
      limit: 1,
      cursor: first.cursor,
    });
    expect(second.hasNextPage).toBe(false);
    expect(second.dynamicFields[0]!.fieldId).not.toBe(first.dynamicFields[0]!.fieldId);
  });
});

describe('balances', () => {
  it('add coins and address balance', async () => {
    const owner = normalizeSuiAddress('0xfeed');
    await run(shop.client, shop.keeper, (tx) => {
      const [coin, sent] = tx.splitCoins(tx.gas, [70n, 30n]);
      tx.transferObjects([coin!], owner);
      tx.moveCall({
        target: '0x2::coin::send_funds',
        typeArguments: [SUI],
        arguments: [sent!, tx.pure.address(owner)],
      });
    });
    const { balance } = await shop.client.getBalance({ owner });
    expect(balance).toEqual({ coinType: SUI, balance: '100', coinBalance: '70', addressBalance: '30' });
    const { balances } = await shop.client.listBalances({ owner });
    expect(balances).toEqual([balance]);
    const { objects } = await shop.client.listCoins({ owner });
    expect(objects.map((coin) => coin.balance)).toEqual(['70']);
  });

  it('of nobody are zero', async () => {
    const { balance } = await shop.client.getBalance({ owner: '0x404' });
    expect(balance).toMatchObject({ balance: '0', coinBalance: '0', addressBalance: '0' });
    expect((await shop.client.listBalances({ owner: '0x404' })).balances).toEqual([]);
  });

  it('are described by coin metadata, SUI and our own', async () => {
    expect((await shop.client.getCoinMetadata({ coinType: '0x2::sui::SUI' })).coinMetadata).toMatchObject({
      decimals: 9,
      symbol: 'SUI',
    });
    const coinType = `${shop.packageId}::shop::SHOP`;
    expect((await shop.client.getCoinMetadata({ coinType })).coinMetadata).toEqual({
      id: created(shop.published, '::coin::CoinMetadata<'),
      decimals: 6,
      name: 'Shop coin',
      symbol: 'SHP',
      description: 'Bought nowhere',
      iconUrl: null,
    });
    expect((await shop.client.getCoinMetadata({ coinType: '0x9::no::NO' })).coinMetadata).toBeNull();
  });
});

describe('packages', () => {
  it('describe their functions', async () => {
    const { function: buyFunction } = await shop.client.getMoveFunction({
      packageId: shop.packageId,
      moduleName: 'shop',
      name: 'buy',
    });
    expect(buyFunction).toMatchObject({
      visibility: 'public',
      isEntry: false,
      typeParameters: [{ constraints: [] }],
    });
    expect(buyFunction.parameters[0]).toMatchObject({
      reference: 'mutable',
      body: { datatype: { typeName: `${shop.packageId}::shop::Shop` } },
    });
    expect(buyFunction.parameters[1]).toMatchObject({
      reference: null,
      body: { datatype: { typeParameters: [{ $kind: 'typeParameter', index: 0 }] } },
    });
    const missing = shop.client.movePackageService.getFunction({
      packageId: shop.packageId,
      moduleName: 'shop',
      name: 'steal',
    }).response;
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('describe their modules, datatypes and versions', async () => {
    const { movePackageService: service } = shop.client;
    const { response } = await service.getPackage({ packageId: shop.packageId });
    expect(response.package).toMatchObject({
      storageId: shop.packageId,
      originalId: shop.packageId,
      version: 1n,
    });
    expect(response.package?.modules.map((m) => m.name)).toEqual(['shop']);
    const { response: type } = await service.getDatatype({
      packageId: shop.packageId,
      moduleName: 'shop',
      name: 'Sold',
    });
    expect(type.datatype?.typeParameters).toMatchObject([{ isPhantom: true }]);
    expect(type.datatype?.fields.map((f) => f.name)).toEqual(['shop', 'buyer', 'amount']);
    const { response: versions } = await service.listPackageVersions({ packageId: shop.packageId });
    expect(versions.versions).toEqual([{ packageId: shop.packageId, version: 1n }]);
  });
});
