"use strict";

// Everything that the page says, by language. A label is changed here.
const words = {
  en: {
    ping: "Ping", to: "to", go: "Go", thing: "Details", flows: "Flows", messages: "OpenFlow", log: "Log",
    show: "Show", switch: "Switch", stop: "Stop", resume: "Go on", clear: "Clear", echoes: "echoes",
    filter: "filter: FLOW_MOD, lsw, 192.168.0.1 …", hint: "Choose a switch, a host or a link. Drag to move, scroll to zoom.",
    running: "running", starting: "starting", stopping: "going down", dead: "its process was killed", gone: "The lab is gone.", lost: "No answer: trying again …",
    connected: "connected", unconnected: "no controller", stopped: "stopped", up: "up", down: "down", cut: "cut",
    dpid: "dpid", version: "OpenFlow", port: "Port", peer: "leads to", state: "State", kind: "Kind", address: "Address", mac: "MAC",
    sent: "sent", received: "received", packets: "packets", bytes: "bytes", perSecond: "per second", link: "Link",
    portDown: "Turn off", portUp: "Turn on", stopNode: "Stop", startNode: "Start", cutLink: "Cut this link", sure: "Really cut it? It cannot be mended but by applying the file again.",
    sendPackets: "Send packets to", count: "number", send: "Send", terminal: "Terminal", copy: "Copy", copied: "copied",
    noFlows: "no flows", noMessages: "no messages yet", skipped: "messages were too many to show", answered: "answered in", unanswered: "no answer",
    busy: "…", ok: "done", traffic: "Traffic",
  },
  ja: {
    ping: "Ping", to: "宛先", go: "実行", thing: "詳細", flows: "フロー", messages: "OpenFlow", log: "ログ",
    show: "表示", switch: "スイッチ", stop: "停止", resume: "再開", clear: "消去", echoes: "エコーも",
    filter: "絞り込み: FLOW_MOD、lsw、192.168.0.1 …", hint: "スイッチ、ホスト、リンクを選んでください。ドラッグで移動、スクロールで拡大・縮小。",
    running: "動作中", starting: "起動中", stopping: "終了中", dead: "プロセスが強制終了された", gone: "ネットワークは終了しました。", lost: "応答がありません。再接続しています…",
    connected: "接続", unconnected: "コントローラ未接続", stopped: "停止", up: "有効", down: "無効", cut: "切断",
    dpid: "dpid", version: "OpenFlow", port: "ポート", peer: "接続先", state: "状態", kind: "種類", address: "アドレス", mac: "MAC",
    sent: "送信", received: "受信", packets: "パケット", bytes: "バイト", perSecond: "毎秒", link: "リンク",
    portDown: "無効にする", portUp: "有効にする", stopNode: "停止", startNode: "起動", cutLink: "リンクを切断", sure: "本当に切断しますか。元に戻すにはファイルを再適用します。",
    sendPackets: "パケットの宛先", count: "個数", send: "送信", terminal: "端末", copy: "コピー", copied: "コピーしました",
    noFlows: "フローはありません", noMessages: "メッセージはまだありません", skipped: "個のメッセージは多すぎて省略しました", answered: "応答時間", unanswered: "応答なし",
    busy: "…", ok: "完了", traffic: "トラフィック",
  },
};

let language = localStorage.getItem("language") || (navigator.language.startsWith("ja") ? "ja" : "en");

function word(key) {
  return words[language][key] ?? words.en[key] ?? key;
}

// speak puts the words of the language in their places.
function speak() {
  document.documentElement.lang = language;
  for (const e of document.querySelectorAll("[data-word]")) e.textContent = word(e.dataset.word);
  document.getElementById("message-filter").placeholder = word("filter");
  document.getElementById("language").value = language;
}
