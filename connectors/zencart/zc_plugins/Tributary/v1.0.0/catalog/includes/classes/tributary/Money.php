<?php

/**
 * Decimal texts to minor units, digit by digit, and an amount dealt out among lines so that nothing is lost.
 */

namespace Tributary\ZenCart;

final class Money
{
    /** Decimals of currencies that do not have two (ISO 4217). */
    private const DECIMALS = [
        'BIF' => 0, 'CLP' => 0, 'DJF' => 0, 'GNF' => 0, 'ISK' => 0, 'JPY' => 0, 'KMF' => 0, 'KRW' => 0, 'PYG' => 0, 'RWF' => 0,
        'UGX' => 0, 'VND' => 0, 'VUV' => 0, 'XAF' => 0, 'XOF' => 0, 'XPF' => 0,
        'BHD' => 3, 'IQD' => 3, 'JOD' => 3, 'KWD' => 3, 'LYD' => 3, 'OMR' => 3, 'TND' => 3,
    ];

    /** `42.005` in a currency of two decimals is 4201; what is no number is 0. */
    public static function minor(string $decimal, string $currency): int
    {
        if (preg_match('/\A(-?)([0-9]{1,12})(?:\.([0-9]*))?\z/', trim($decimal), $parts) !== 1) {
            return 0;
        }
        $places = self::DECIMALS[$currency] ?? 2;
        $fraction = str_pad($parts[3] ?? '', $places + 1, '0');
        $minor = (int) ($parts[2] . substr($fraction, 0, $places));
        if ((int) $fraction[$places] >= 5) {
            $minor++;
        }
        return $parts[1] === '-' ? -$minor : $minor;
    }

    /**
     * Deals an amount out in the proportion of weights: whole units first, what is left over to the largest remainders.
     *
     * @param int[] $weights None below zero.
     * @return int[] As many parts, which add up to the amount.
     */
    public static function deal(int $amount, array $weights): array
    {
        $all = array_sum($weights);
        if ($all <= 0) {
            $weights = array_fill(0, max(1, count($weights)), 1);
            $all = count($weights);
        }
        $parts = [];
        $rests = [];
        foreach ($weights as $place => $weight) {
            $parts[$place] = intdiv($amount * $weight, $all);
            $rests[$place] = ($amount * $weight) % $all;
        }
        arsort($rests);
        $left = $amount - array_sum($parts);
        foreach (array_slice(array_keys($rests), 0, $left) as $place) {
            $parts[$place]++;
        }
        return $parts;
    }
}
