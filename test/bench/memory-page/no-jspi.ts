// Takes JSPI away from this thread, before anybody looks for it.
Reflect.deleteProperty(WebAssembly, 'Suspending');
