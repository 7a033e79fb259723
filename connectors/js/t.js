/*! Tributary's script, MIT. How to use it: docs/script.md */
(function (w, d) {
  'use strict';
  var me = d.currentScript || d.querySelector('script[data-store]');
  if (!me || w.tributary && w.tributary.on) return;
  var set = function (name) { return me.getAttribute('data-' + name); };
  // The shop's own host may pass this script on: events then go where the script came from.
  var api = (set('api') || me.src.replace(/[^/]*$/, '')).replace(/\/*$/, '/') + 'track/v1/events';
  var days = +set('days') || 10;
  var NAMES = ['tributary_click', 'retrack_click'];
  var CLICK = /^clk_[0-9a-z]{26,48}(\.[0-9a-f]{32})?$/;
  // May a click be kept and told? 1 yes, 0 no, undefined: nobody has said so yet.
  var may = w.navigator.globalPrivacyControl ? 0 : set('consent') === 'required' ? undefined : 1;
  var waiting = [];
  var who, arrived, asked;

  function cookie(name, value, age) {
    d.cookie = name + '=' + value + ';path=/;max-age=' + age + ';samesite=lax' +
      (set('domain') ? ';domain=' + set('domain') : '') + (w.location.protocol === 'https:' ? ';secure' : '');
  }

  function kept(name) {
    var found = d.cookie.match('(?:^|; *)' + name + '=([^;]*)');
    return found && CLICK.test(found[1]) ? found[1] : '';
  }

  function look() {
    (w.location.search + w.location.hash).replace(/[?&#](click|retrack_click|utm_content)=([^&#]*)/g, function (_, name, value) {
      if (CLICK.test(value)) arrived = value;
    });
    if (arrived && may) cookie(NAMES[0], arrived, days * 86400);
  }

  // A code in the address, else another site that led here: the server says whether that is a click.
  function visit() {
    var found = /[?&](?:ref|coupon_code)=([^&#]+)/.exec(w.location.search);
    var from = d.referrer && d.referrer.split('/')[2] !== w.location.host ? d.referrer : '';
    if (!may || arrived || asked || !w.fetch || !(found || from)) return;
    asked = 1;
    var code;
    try { code = found && decodeURIComponent(found[1].replace(/\+/g, ' ')); } catch (_) { code = found[1]; }
    w.fetch(api.replace(/events$/, 'visit'), {
      method: 'POST', credentials: 'omit', keepalive: true,
      body: JSON.stringify({ store: set('store'), code: code || '', referrer: from, page: w.location.href.split('#')[0], click: kept(NAMES[0]) })
    }).then(function (answer) { return answer.json(); }).then(function (told) {
      if (!may || !told || !CLICK.test(told.click)) return;
      arrived = told.click;
      cookie(NAMES[0], arrived, days * 86400);
    }).catch(function () { /* the shop goes on without us */ });
  }

  function clicks() {
    var all = [arrived].concat(NAMES.map(kept));
    return all.filter(function (one, at) { return one && all.indexOf(one) === at; });
  }

  function send(event) {
    if (may) { event.clicks = clicks(); event.customer = who; } else event.consent = 'denied';
    var body = JSON.stringify(event);
    try { if (w.navigator.sendBeacon && w.navigator.sendBeacon(api, body)) return; } catch (_) { /* the next way */ }
    var image = function () { new w.Image().src = api + '.gif?d=' + encodeURIComponent(body); };
    if (!w.fetch) return image();
    // A page that is being left may only take 64 kB along.
    w.fetch(api, { method: 'POST', mode: 'no-cors', body: body, keepalive: body.length < 6e4 }).catch(image);
  }

  function event(type, unit, data) {
    var one = {
      store: set('store'), type: type, unit: unit, data: data, page: w.location.href.split(/[?#]/)[0],
      id: (+new Date()).toString(36) + Math.random().toString(36).slice(2)
    };
    if (may === undefined) waiting.push(one); else send(one);
  }

  function flush() { waiting.splice(0).forEach(send); }

  function run(unit, args) {
    var name = args[0], value = args[1];
    if (name === 'page') { look(); visit(); event(name); }
    if (name === 'transaction' || name === 'lead' || name === 'registration') event(name, value && value.unit || unit, value);
    if (name === 'identify') who = value == null ? value : String(value.id || value);
    if (name === 'ready') value({ click: may ? clicks()[0] || null : null, clicks: may ? clicks() : [] });
    if (name === 'consent') {
      may = value === 'granted' ? 1 : 0;
      if (may) { look(); visit(); } else NAMES.forEach(function (one) { cookie(one, '', 0); d.cookie = one + '=;path=/;max-age=0'; });
      flush();
    }
  }

  // Whoever leaves without having been asked is reported without ids.
  w.addEventListener('pagehide', flush);
  look();
  visit();
  [['tributary', 'minor'], ['re', 'major']].forEach(function (pair) {
    var name = pair[0], early = w[name] && w[name].q || [];
    if (name === 're' && !w.re) return;
    w[name] = function () { run(pair[1], arguments); };
    w[name].on = 1;
    // What was said about consent holds for what was queued before it, too.
    [1, 0].forEach(function (first) {
      [].forEach.call(early, function (args) { if ((args[0] === 'consent') == first) run(pair[1], args); });
    });
    w[name].q = { push: w[name].push = function (args) { run(pair[1], args); } };
  });
})(window, document);
