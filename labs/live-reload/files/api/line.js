exports.line = ({ shop }) => `Welcome to ${shop}.`;
