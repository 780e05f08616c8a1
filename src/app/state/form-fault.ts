// What is off in a form, by the field's own name.
export class FormFault extends Error {
  override name = 'FormFault';
  readonly code = 'form/invalid';
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}
