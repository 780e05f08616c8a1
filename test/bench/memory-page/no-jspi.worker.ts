// A model's Worker as in an engine without JSPI.
import './no-jspi.ts';
import '../../../src/lib/infer/model.worker.ts';
