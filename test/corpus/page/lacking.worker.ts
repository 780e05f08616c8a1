// A model's Worker on a device that is without something. In this order: what is missing was never there.
import './lacking.ts';
import '../../../src/lib/infer/model.worker.ts';
