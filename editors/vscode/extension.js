// Starts `trema-ns lsp` for network files, and finds these among files.conf.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const declares = /^\s*(?:trema_switch|vswitch|vhost|netns)\b/m;

let client;

function recognize(document) {
  const other = ["properties", "plaintext", "ini"].includes(document.languageId);
  if (other && document.fileName.endsWith(".conf") && declares.test(document.getText())) {
    return vscode.languages.setTextDocumentLanguage(document, "trema");
  }
}

async function activate(context) {
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(recognize),
    vscode.workspace.onDidSaveTextDocument(recognize),
  );
  vscode.workspace.textDocuments.forEach(recognize);

  const command = vscode.workspace.getConfiguration("trema-ns").get("path");
  client = new LanguageClient(
    "trema-ns",
    "trema-ns",
    { command, args: ["lsp"] },
    { documentSelector: [{ language: "trema" }] },
  );
  await client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
