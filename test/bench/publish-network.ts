// The publish bench's network, in a process of its own so that its memory is not the author's: one line of JSON when it
// is ready, and it ends with its input.
import { startLocalNetwork } from '../../start/local-network.ts';

const network = await startLocalNetwork();
process.stdout.write(`${JSON.stringify(network.config)}\n`);
process.stdin.resume().on('end', () => {
  network.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
