/* Tributary: the block "Refer a friend" in the editor. What visitors see is drawn by PHP. GPL-2.0-or-later. */
( function ( wp ) {
	'use strict';
	var el = wp.element.createElement;
	var __ = wp.i18n.__;

	wp.blocks.registerBlockType( 'tributary/refer', {
		apiVersion: 2,
		title: __( 'Refer a friend', 'tributary' ),
		description: __( 'The panel with the customer\'s own link, friends and rewards.', 'tributary' ),
		icon: 'share',
		category: 'widgets',
		attributes: { size: { type: 'string', default: 'M' } },
		edit: function ( props ) {
			return el(
				wp.element.Fragment,
				null,
				el(
					wp.blockEditor.InspectorControls,
					null,
					el(
						wp.components.PanelBody,
						{ title: __( 'Panel', 'tributary' ) },
						el( wp.components.SelectControl, {
							label: __( 'Size', 'tributary' ),
							value: props.attributes.size,
							options: [
								{ label: __( 'Small: promise and link', 'tributary' ), value: 'S' },
								{ label: __( 'Medium: friends and figures, too', 'tributary' ), value: 'M' },
								{ label: __( 'Large: store credit, too', 'tributary' ), value: 'L' }
							],
							onChange: function ( size ) {
								props.setAttributes( { size: size } );
							}
						} )
					)
				),
				el(
					'div',
					wp.blockEditor.useBlockProps(),
					el( wp.components.Placeholder, {
						icon: 'share',
						label: __( 'Refer a friend', 'tributary' ),
						instructions: __( 'Signed-in customers see their link here. Others see how to sign in.', 'tributary' )
					} )
				)
			);
		},
		save: function () {
			return null;
		}
	} );
} )( window.wp );
