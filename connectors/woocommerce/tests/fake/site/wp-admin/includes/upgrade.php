<?php
/**
 * Where WordPress keeps dbDelta; the fake has it loaded already.
 *
 * @package Tributary\Tests
 */
