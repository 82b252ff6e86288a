# What npm has installed on the developer's own machine, which isn't a Linux.
mkdir -p shop/node_modules/banner
cat > shop/node_modules/banner/package.json <<'JSON'
{ "name": "banner", "version": "1.0.0", "main": "index.js" }
JSON
cat > shop/node_modules/banner/index.js <<'JS'
throw new Error('This copy of banner was installed on another system, not on Linux.');
JS
