module.exports = 'Open until six';
