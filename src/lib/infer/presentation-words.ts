// Answers in words and as plain data, for those who cannot see them: programs, terminals, screen readers.
import { formatShape } from '../model/tensor.ts';
import type { Presentation } from './presentation.ts';

/** Elements of a tensor, and things of a list, that are said. */
const SAID = 8;

/** One answer in a few lines. */
export function presentationText(item: Presentation): string {
  switch (item.kind) {
    case 'labels':
      return item.items.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join('\n');
    case 'text':
      return item.confidence === undefined ? item.text : `${item.text}  (${item.confidence.toFixed(2)})`;
    case 'heatmap':
      return `${item.label}: ${item.width} x ${item.height}`;
    case 'boxes':
      return listed(
        item.items.map(({ label, score, x, y, width, height }) => {
          const sure = score === undefined ? '' : ` ${score.toFixed(2)}`;
          return `${label || item.label}${sure} at ${[x, y, width, height].map(Math.round).join(' ')}`;
        }),
        'Nothing was found.',
        item.hidden,
      );
    case 'mask':
      return listed(
        item.legend.map(({ label, share }) => `${label} ${percent(share)}`),
        'Nothing was found.',
      );
    case 'keypoints':
      return listed(
        item.sets.map((points) =>
          points
            .slice(0, SAID)
            .map(({ name, x, y }) => `${name} ${Math.round(x)} ${Math.round(y)}`)
            .join(', '),
        ),
        'Nothing was found.',
      );
    case 'picture':
      return `${item.label}: picture of ${item.width} x ${item.height}`;
    case 'sound':
      return `${item.label}: sound of ${(item.samples.length / item.sampleRate).toFixed(1)} s`;
    case 'segments':
      return listed(
        item.items.map(
          ({ from, to, label }) => `${label || item.label} ${from.toFixed(2)} to ${to.toFixed(2)} s`,
        ),
        'Nothing was found.',
        item.hidden,
      );
    case 'matrix':
      return item.rows
        .slice(0, SAID)
        .map((name, row) => {
          const { length } = item.columns;
          const values = Array.from(
            item.values.subarray(row * length, row * length + Math.min(length, SAID)),
          );
          return `${name}: ${values.map((value) => value.toFixed(2)).join(' ')}`;
        })
        .join('\n');
    case 'spans':
      return listed(
        item.items.map(({ from, to, label }) => `${label ? `${label}: ` : ''}${item.text.slice(from, to)}`),
        'Nothing was found.',
        item.hidden,
      );
    case 'table':
      return listed(
        item.rows.map((row) => row.join('  ')),
        'Nothing was found.',
        item.hidden,
      );
    case 'tensor': {
      const { dtype, shape, data } = item.tensor;
      const values = Array.from({ length: Math.min(data.length, SAID) }, (_, index) => data[index]);
      return `${item.label}: ${dtype}${formatShape(shape)} ${values.join(' ')}${data.length > SAID ? ' ...' : ''}`;
    }
  }
}

/** One answer as JSON can say it; undefined for what is numbers by the thousand, which the tensors say. */
export function presentationData(item: Presentation): unknown {
  switch (item.kind) {
    case 'labels':
      return item.items;
    case 'text':
      return { text: item.text, ...(item.confidence === undefined ? {} : { confidence: item.confidence }) };
    case 'boxes':
      return { width: item.size.width, height: item.size.height, boxes: item.items };
    case 'mask':
      return { width: item.width, height: item.height, parts: item.legend };
    case 'keypoints':
      return { width: item.size.width, height: item.size.height, sets: item.sets };
    case 'segments':
      return { seconds: item.seconds, segments: item.items };
    case 'matrix':
      return { rows: item.rows, columns: item.columns, values: Array.from(item.values) };
    case 'spans':
      return item.items.map((span) => ({ ...span, text: item.text.slice(span.from, span.to) }));
    case 'table':
      return { columns: item.columns, rows: item.rows };
    default:
      return undefined;
  }
}

function listed(lines: string[], none: string, hidden = 0): string {
  if (lines.length === 0) return none;
  return [...lines, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
