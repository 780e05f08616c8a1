// The views that few models need, in one piece of script that is fetched with the first of them.
export { default as BoxesView } from '../../ui/view/BoxesView.svelte';
export { default as HeatView } from '../../ui/view/HeatView.svelte';
export { default as MaskView } from '../../ui/view/MaskView.svelte';
export { default as MatrixView } from '../../ui/view/MatrixView.svelte';
export { default as PictureView } from '../../ui/view/PictureView.svelte';
export { default as PointsView } from '../../ui/view/PointsView.svelte';
export { default as SoundView } from '../../ui/view/SoundView.svelte';
export { default as SpansView } from '../../ui/view/SpansView.svelte';
export { default as TableView } from '../../ui/view/TableView.svelte';
export { default as WaveView } from '../../ui/view/WaveView.svelte';
