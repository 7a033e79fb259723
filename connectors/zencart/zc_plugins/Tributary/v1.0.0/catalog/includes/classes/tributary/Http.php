<?php

/**
 * The only place that speaks to the server. Nothing here is called while a buyer waits.
 */

namespace Tributary\ZenCart;

final class Http
{
    public const VERSION = '1.0.0';
    private const SECONDS = 15;

    /** @param array<string, mixed>|null $body Sent as JSON. */
    public static function api(string $method, string $path, ?array $body = null): Answer
    {
        return self::send($method, Settings::url($path), $body, Settings::get('TRIBUTARY_API_KEY'));
    }

    /**
     * Asks, without following redirects: a moved address is for the owner to see, not to send keys after.
     *
     * @param array<string, mixed>|null $body
     */
    public static function send(string $method, string $url, ?array $body, string $key): Answer
    {
        $headers = ['Accept: application/json', 'User-Agent: Tributary for Zen Cart/' . self::VERSION];
        if ($key !== '') {
            $headers[] = 'Authorization: Bearer ' . $key;
        }
        $handle = curl_init($url);
        $options = [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => self::SECONDS];
        if ($body !== null) {
            $headers[] = 'Content-Type: application/json';
            $options[CURLOPT_POSTFIELDS] = (string) json_encode($body, JSON_INVALID_UTF8_SUBSTITUTE);
        }
        curl_setopt_array($handle, $options + [CURLOPT_HTTPHEADER => $headers]);
        $said = curl_exec($handle);
        if (!is_string($said)) {
            return new Answer(0, '', curl_error($handle));
        }
        return new Answer((int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $said);
    }

    /** Starts the queue in another request of this shop, and does not wait for it. */
    public static function knock(string $url): void
    {
        $handle = curl_init($url);
        curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_NOSIGNAL => true, CURLOPT_TIMEOUT_MS => 50]);
        curl_exec($handle);
    }
}
