// From what an author typed to one operation on a model, and what is said once it is done. Pure.
import type { AuthorChange, Listing } from '../../lib/index.ts';
import { readSui, money } from './format.ts';
import { checkAbout, emptyAbout, tagsOf } from './publish-about.ts';
import { FormFault } from './form-fault.ts';

/** Every field of every form; each form uses its own. */
export interface ChangeFields {
  price: string;
  payout: string;
  to: string;
  /** The model's name, typed to hand it over. */
  confirmed: string;
  name: string;
  summary: string;
  task: string;
  license: string;
  /** Separated by commas. */
  tags: string;
}

const ADDRESS = /^0x[0-9a-fA-F]{64}$/;

/** @throws FormFault | AmountError | an object with code 'form/address' */
export function readChange(kind: AuthorChange['kind'], fields: ChangeFields, listing: Listing): AuthorChange {
  switch (kind) {
    case 'price':
      return { kind, price: readSui(fields.price) };
    case 'active':
      return { kind, active: !listing.active };
    case 'payout':
      return { kind, payout: addressOf(fields.payout) };
    case 'hand-over': {
      const to = addressOf(fields.to);
      if (!isConfirmed(fields, listing))
        throw new FormFault('Confirmation', "type the model's name as it is shown");
      return { kind, to };
    }
    case 'texts': {
      const { name, summary, task, license, tags } = fields;
      checkAbout({ ...emptyAbout(), name, summary, task, license, tags });
      return {
        kind,
        name: name.trim(),
        summary: summary.trim(),
        task: task.trim(),
        license: license.trim(),
        tags: tagsOf(tags),
      };
    }
  }
}

/** Case and spaces aside: nobody must fail at a second blank. */
export function isConfirmed(
  { confirmed }: Pick<ChangeFields, 'confirmed'>,
  { name }: Pick<Listing, 'name'>,
): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();
  return plain(confirmed) === plain(name);
}

/** What is true now. */
export function doneText(change: AuthorChange): string {
  switch (change.kind) {
    case 'price':
      return change.price === 0n ? 'Calls are free now.' : `The price is ${money(change.price)} now.`;
    case 'active':
      return change.active ? 'The model takes calls again.' : 'The model refuses calls now.';
    case 'payout':
      return `Calls are paid to ${change.payout} now.`;
    case 'texts':
      return 'The texts are changed.';
    case 'hand-over':
      return `The model belongs to ${change.to} now.`;
  }
}

function addressOf(text: string): string {
  const value = text.trim();
  if (!ADDRESS.test(value)) throw { code: 'form/address', message: `"${value}" is not a Sui address` };
  return value.toLowerCase();
}
