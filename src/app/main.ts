// Starts the page: asks for a local network beside it, builds the state, mounts.
import { mount } from 'svelte';
import App from './App.svelte';
import { AppState } from './state/app.svelte.ts';
import { findDevnet } from './state/network.svelte.ts';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';

const app = new AppState(await findDevnet());
mount(App, { target: document.getElementById('app')!, props: { app } });
