// What a tool of the server is. Arguments were checked against `inputSchema` before `run` sees them.
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Hub, Wallet } from '../../lib/index.ts';
import { toJson } from '../print.ts';
import type { Budget } from './budget.ts';
import type { FreshMarket } from './fresh-market.ts';

export interface ToolContext {
  hub: Hub;
  market: FreshMarket;
  /** Absent where no budget was given: nothing can be called then. */
  spending?: { wallet: Wallet; budget: Budget };
}

export interface ToolRequest {
  signal: AbortSignal;
  /** Tells the client that work goes on; it waits longer then. */
  progress(message: string): void;
}

export interface Tool {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: 'object'; properties: Record<string, object>; required?: string[] };
  /** True if it only reads. */
  readOnly: boolean;
  run(context: ToolContext, given: Record<string, unknown>, request: ToolRequest): Promise<CallToolResult>;
}

/** The same answer twice: for people and models to read, and as data. */
export function answer(text: string, data: unknown, more: CallToolResult['content'] = []): CallToolResult {
  return {
    content: [{ type: 'text', text }, ...more],
    structuredContent: JSON.parse(toJson(data)) as Record<string, unknown>,
  };
}
