// Answers on port 3000. Its settings are read anew for each request, its other files once, at the start.
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const { line } = require('./line.js');

const SETTINGS = '/etc/api/settings.json';

function settings() {
  try {
    return JSON.parse(readFileSync(SETTINGS, 'utf8'));
  } catch (error) {
    return { shop: `nowhere (${error.message})` };
  }
}

createServer((_, response) => response.end(`${line(settings())}\n`)).listen(3000, () => {
  console.log('listening on port 3000');
});
