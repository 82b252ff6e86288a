const { createServer } = require('node:http');
const banner = require('banner');
const { version } = require('banner/package.json');
const text = require('./text.js');

createServer((_, response) => response.end(`${banner(text)} (banner ${version})\n`)).listen(3000);
