module.exports = (text) => `* ${text} *`;
