/* Tributary: tells the shop of a visit by somebody's link when a cache served the page. GPL-2.0-or-later. */
( function ( w, d ) {
	'use strict';
	var me = w.tributaryVisit;
	if ( ! me || ! w.fetch || ! /[?&](ref|coupon_code|click|tributary_click|utm_content)=/.test( w.location.search ) ) {
		return;
	}
	var told = false;

	function tell() {
		if ( told || w.navigator.globalPrivacyControl ) {
			return;
		}
		if ( typeof w.wp_has_consent === 'function' && ! w.wp_has_consent( me.category ) ) {
			return;
		}
		told = true;
		w.fetch( me.url, {
			method: 'POST',
			credentials: 'same-origin',
			cache: 'no-store',
			keepalive: true,
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify( { page: w.location.href.split( '#' )[ 0 ].slice( 0, 2000 ), referrer: d.referrer.slice( 0, 2000 ) } )
		} ).catch( function () {
			told = false; // The shop goes on without us.
		} );
	}

	tell();
	// The visitor may say yes later, while still on this page.
	d.addEventListener( 'wp_listen_for_consent_change', tell );
} )( window, document );
