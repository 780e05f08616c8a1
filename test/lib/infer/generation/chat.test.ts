import { describe, expect, it } from 'vitest';
import { messagesOf, openChat } from '../../../../src/lib/infer/generation/chat.ts';

/** ChatML, as Qwen and others ship it. */
const CHAT_ML = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
const TURNS = `{{ bos_token }}{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns must alternate') }}{% endif %}[{{ m['role'] }}] {{ m['content'] | trim }}{{ eos_token }}{% endfor %}`;

describe('a chat', () => {
  it('lays one prompt out as the user’s message', () => {
    expect(openChat({ chat_template: CHAT_ML })!('Hello?')).toBe(
      '<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('lays several messages out that stand in the prompt as JSON', () => {
    const prompt = JSON.stringify([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hello?' },
    ]);
    expect(openChat({ chat_template: CHAT_ML })!(prompt)).toBe(
      '<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('knows the special tokens, as text or with what is known of them', () => {
    const config = { chat_template: TURNS, bos_token: '<s>', eos_token: { content: '</s>', special: true } };
    expect(openChat(config)!(' Hi ')).toBe('<s>[user] Hi</s>');
  });

  it('takes the template of a file beside it, and the default of several', () => {
    expect(openChat({}, 'A{{ messages[0].content }}')!('x')).toBe('Ax');
    const several = [
      { name: 'tool_use', template: 'T' },
      { name: 'default', template: 'D' },
    ];
    expect(openChat({ chat_template: several })!('x')).toBe('D');
  });

  it('is none without a template', () => {
    expect(openChat({ bos_token: '<s>' })).toBeUndefined();
  });

  it('is laid out the same tomorrow: a template is told no time', () => {
    const template = `{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% else %}no clock{% endif %}`;
    expect(openChat({ chat_template: template })!('x')).toBe('no clock');
  });

  it('says so where the template will not have it', () => {
    const prompt = JSON.stringify([{ role: 'assistant', content: 'I begin.' }]);
    expect(() => openChat({ chat_template: TURNS })!(prompt)).toThrow(
      expect.objectContaining({ code: 'infer/bad-prompt' }),
    );
  });

  it.each([
    ['broken', '{% for %}'],
    ['too long', 'x'.repeat(300_000)],
  ])('refuses a template that is %s', (_, chat_template) => {
    expect(() => openChat({ chat_template })).toThrow(
      expect.objectContaining({ code: 'infer/bad-tokenizer' }),
    );
  });

  it('refuses to count to a billion', () => {
    const chat_template = '{% for i in range(1000000000) %}x{% endfor %}';
    expect(() => openChat({ chat_template })!('x')).toThrow(
      expect.objectContaining({ code: 'infer/bad-prompt' }),
    );
  });
});

describe('a prompt', () => {
  it.each(['[1, 2', '[]', '[{"role": "user"}]', '["a"]', '[note] hello', '{"role": "user", "content": "x"}'])(
    'is text like any other unless it is a list of messages: %s',
    (prompt) => {
      expect(messagesOf(prompt)).toEqual([{ role: 'user', content: prompt }]);
    },
  );

  it('hands on no more of a message than its role and content', () => {
    expect(messagesOf('[{"role":"user","content":"x","tool_calls":[1]}]')).toEqual([
      { role: 'user', content: 'x' },
    ]);
  });
});
