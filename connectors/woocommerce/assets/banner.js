/* Tributary: fills the friend's banner, so that a cache may keep the page around it. GPL-2.0-or-later. */
( function ( d, w ) {
	'use strict';
	var banners = d.querySelectorAll( '.tributary-friend-banner[data-url]' );
	if ( ! banners.length || ! w.fetch ) {
		return;
	}
	w.fetch( banners[ 0 ].getAttribute( 'data-url' ), { credentials: 'same-origin', cache: 'no-store' } )
		.then( function ( answer ) {
			return answer.json();
		} )
		.then( function ( told ) {
			if ( ! told || ! told.text ) {
				return;
			}
			banners.forEach( function ( banner ) {
				banner.textContent = told.text;
				banner.hidden = false;
			} );
		} )
		.catch( function () { /* Then there is no banner. */ } );
} )( document, window );
