import { createDevnet } from '../../../devnet/network.ts';
console.time('up');
const d = await createDevnet();
console.timeEnd('up');
console.log(d.describe('http://devnet.test'));
