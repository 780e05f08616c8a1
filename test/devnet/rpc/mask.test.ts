import { describe, expect, it } from 'vitest';
import { parseMask } from '../../../devnet/rpc/mask.ts';

describe('a read mask', () => {
  it('has a field asked for, and the parents of one asked for', () => {
    const mask = parseMask({ paths: ['effects.status', 'digest'] }, '');
    expect(mask.has('digest')).toBe(true);
    expect(mask.has('effects')).toBe(true);
    expect(mask.has('events')).toBe(false);
  });

  it('narrows to what was asked inside a field', () => {
    const mask = parseMask({ paths: ['effects.status'] }, '');
    expect(mask.sub('effects').has('status')).toBe(true);
    expect(mask.sub('effects').has('bcs')).toBe(false);
  });

  it('takes a whole field for everything inside it', () => {
    const mask = parseMask({ paths: ['effects.status', 'effects'] }, '');
    expect(mask.sub('effects').sub('gas_used').has('computation_cost')).toBe(true);
  });

  it('falls back to the default when absent or empty, and takes * for everything', () => {
    expect(parseMask(undefined, 'digest,version').has('version')).toBe(true);
    expect(parseMask({ paths: [] }, 'digest').has('version')).toBe(false);
    expect(
      parseMask({ paths: ['*'] }, 'digest')
        .sub('a')
        .has('b'),
    ).toBe(true);
  });

  it('reads the camelCase of protobuf JSON too', () => {
    expect(
      parseMask({ paths: ['changedObjects.objectId'] }, '')
        .sub('changed_objects')
        .has('object_id'),
    ).toBe(true);
  });
});
