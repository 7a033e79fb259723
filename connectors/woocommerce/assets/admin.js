/* Tributary: the admin's script. Every page works without it; it saves waiting and reloading. GPL-2.0-or-later. */
( function ( w, d ) {
	'use strict';
	var me = w.tributaryAdmin;
	if ( ! me || ! w.fetch ) {
		return;
	}
	var __ = w.wp && w.wp.i18n ? w.wp.i18n.__ : function ( text ) {
		return text;
	};

	function ask( method, path ) {
		var url = me.root + path;
		if ( me.root.indexOf( '?' ) !== -1 ) {
			url = me.root + path.replace( '?', '&' ); // Plain permalinks.
		}
		return w.fetch( url, { method: method, credentials: 'same-origin', headers: { 'X-WP-Nonce': me.nonce } } ).then( function ( answer ) {
			if ( ! answer.ok ) {
				throw new Error( String( answer.status ) );
			}
			return answer.json();
		} );
	}

	function fillColumn() {
		var cells = [].slice.call( d.querySelectorAll( '[data-tributary-order]' ), 0, 30 );
		if ( ! cells.length ) {
			return;
		}
		var ids = cells.map( function ( cell ) {
			return cell.getAttribute( 'data-tributary-order' );
		} );
		ask( 'GET', '/referred?ids=' + ids.join( ',' ) ).then( function ( told ) {
			cells.forEach( function ( cell, at ) {
				cell.textContent = told.orders[ ids[ at ] ] || '?';
			} );
		} ).catch( function () {
			cells.forEach( function ( cell ) {
				cell.textContent = '?';
				cell.title = __( 'The server does not answer just now.', 'tributary' );
			} );
		} );
	}

	function followSync() {
		var card = d.getElementById( 'tributary-sync' );
		if ( ! card || card.getAttribute( 'data-running' ) !== '1' ) {
			return;
		}
		var bar = card.querySelector( 'progress' );
		var counts = card.querySelector( '[data-tributary-counts]' );
		var error = card.querySelector( '[data-tributary-error]' );
		ask( 'POST', '/sync' ).then( function ( now ) {
			bar.max = Math.max( 1, now.total );
			bar.value = now.done + now.skipped;
			counts.textContent = now.sentence;
			error.textContent = now.error;
			error.hidden = ! now.error;
			if ( now.state === 'running' ) {
				w.setTimeout( followSync, now.error ? 5000 : 300 );
			} else {
				w.location.reload();
			}
		} ).catch( function () {
			w.setTimeout( followSync, 5000 );
		} );
	}

	function searchPartners() {
		var field = d.querySelector( '[data-tributary-partner]' );
		var id = d.querySelector( '[data-tributary-partner-id]' );
		var list = d.getElementById( 'tributary-partners' );
		var help = d.getElementById( 'tributary-partner-help' );
		if ( ! field || ! id || ! list ) {
			return;
		}
		var known = {};
		var timer;
		var asked = 0;

		function show( partners ) {
			list.textContent = '';
			partners.forEach( function ( one ) {
				var label = one.email ? one.name + ' (' + one.email + ')' : one.name;
				var option = d.createElement( 'option' );
				known[ label ] = one.id;
				option.value = label;
				list.appendChild( option );
			} );
			if ( help && ! partners.length ) {
				help.textContent = __( 'No partner has this name.', 'tributary' );
			}
		}

		field.addEventListener( 'input', function () {
			var typed = field.value.trim();
			id.value = known[ typed ] || '';
			w.clearTimeout( timer );
			if ( ! typed || known[ typed ] ) {
				return;
			}
			timer = w.setTimeout( function () {
				var turn = ++asked;
				ask( 'GET', '/partners?q=' + encodeURIComponent( typed ) ).then( function ( told ) {
					if ( turn === asked ) {
						show( told.partners );
					}
				} ).catch( function () {
					if ( help ) {
						help.textContent = __( 'The server does not answer just now.', 'tributary' );
					}
				} );
			}, 250 );
		} );
	}

	function copyButtons() {
		d.querySelectorAll( '[data-tributary-copy]' ).forEach( function ( button ) {
			var field = d.getElementById( button.getAttribute( 'data-tributary-copy' ) );
			button.hidden = false;
			button.addEventListener( 'click', function () {
				var done = function () {
					button.textContent = __( 'Copied', 'tributary' );
					if ( w.wp && w.wp.a11y ) {
						w.wp.a11y.speak( __( 'Copied', 'tributary' ) );
					}
				};
				field.focus();
				field.select();
				if ( w.navigator.clipboard ) {
					w.navigator.clipboard.writeText( field.value ).then( done, function () { /* It is selected. */ } );
				} else if ( d.execCommand( 'copy' ) ) {
					done();
				}
			} );
		} );
	}

	fillColumn();
	followSync();
	searchPartners();
	copyButtons();
} )( window, document );
