// The market's Worker: opens the chain and the caches by itself, and answers the page.
import { expose } from 'comlink';
import { createIdbStore } from '../blobs/stores.ts';
import { createMarketHost } from './market-host.ts';
import { openMarket } from './market-open.ts';

expose(createMarketHost(({ network, database }) => openMarket({ network, store: createIdbStore(database) })));
