// What the script for cached pages does: `node --test connectors/woocommerce/tests/`.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const source = readFileSync( new URL( '../assets/visit.js', import.meta.url ), 'utf8' );

function open( search, more = {} ) {
	const asked = [];
	const heard = {};
	const window = {
		tributaryVisit: { url: 'https://shop.example/wp-json/tributary/v1/visit', category: 'marketing' },
		location: { search, href: 'https://shop.example/' + search + '#top' },
		navigator: {},
		fetch( url, options ) {
			asked.push( { url, ...JSON.parse( options.body ), credentials: options.credentials } );
			return Promise.resolve();
		},
		...more,
	};
	const document = { referrer: 'https://sara.example/', addEventListener: ( name, what ) => ( heard[ name ] = what ) };
	vm.runInNewContext( source, { window, document } );
	return { asked, heard, window };
}

test( 'a page without our parameters asks nobody', () => {
	for ( const search of [ '', '?s=shoes', '?preference=1', '?xref=SARA' ] ) {
		assert.equal( open( search ).asked.length, 0, search );
	}
} );

test( 'a code in the address is told once, with the page and where from', () => {
	const { asked, heard } = open( '?ref=SARA' );
	heard.wp_listen_for_consent_change();
	assert.deepEqual( asked, [ {
		url: 'https://shop.example/wp-json/tributary/v1/visit',
		page: 'https://shop.example/?ref=SARA',
		referrer: 'https://sara.example/',
		credentials: 'same-origin',
	} ] );
} );

test( 'without consent nothing is told until the visitor agrees', () => {
	let agreed = false;
	const { asked, heard } = open( '?coupon_code=SARA10', { wp_has_consent: ( category ) => agreed && category === 'marketing' } );
	assert.equal( asked.length, 0 );
	agreed = true;
	heard.wp_listen_for_consent_change();
	assert.equal( asked.length, 1 );
} );

test( 'the browser\'s no is a no', () => {
	const { asked, heard } = open( '?ref=SARA', { navigator: { globalPrivacyControl: true } } );
	heard.wp_listen_for_consent_change();
	assert.equal( asked.length, 0 );
} );
