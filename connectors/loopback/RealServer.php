<?php

/**
 * The real server on this machine, for the tests of connectors: an installation of its own in a folder of its own, gone with the test.
 * `TRIBUTARY_BIN` names the program. Nothing but the loopback address is ever asked.
 */

final class RealServer
{
    public const EMAIL = 'owner@example.test';
    public const PASSWORD = 'correct horse battery';

    private const PATIENCE = 60;

    /** @var string Where it answers. */
    public $url;

    /** @var array<string, string> What `setup --json` said: store, program, api_key, webhook_secret. */
    public $made;

    private $folder;
    private $process;

    /** Whether there is a program to start. */
    public static function isThere(): bool
    {
        return is_executable((string) getenv('TRIBUTARY_BIN'));
    }

    public function __construct(string $shop, string $currency)
    {
        $this->folder = sys_get_temp_dir() . '/tributary-loopback-' . bin2hex(random_bytes(8));
        mkdir($this->folder, 0700);
        $this->made = $this->setUp($shop, $currency);
        $this->start();
    }

    private function setUp(string $shop, string $currency): array
    {
        $words = ['--admin-email', self::EMAIL, '--admin-password', self::PASSWORD, '--store-name', 'Northwind', '--store-url', $shop,
            '--currency', $currency, '--preset', 'reftrackr', '--timezone', 'Europe/Stockholm', '--json'];
        $command = array_merge([(string) getenv('TRIBUTARY_BIN'), 'setup', '--data', $this->folder], $words);
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['file', $this->folder . '/log', 'a']], $pipes);
        $said = stream_get_contents($pipes[1]);
        if (proc_close($process) !== 0) {
            throw new RuntimeException('setup failed: ' . file_get_contents($this->folder . '/log'));
        }
        return json_decode($said, true);
    }

    /** Starts it; after `stop()` on the same data and at the same address. */
    public function start(): void
    {
        $listen = $this->url === null ? '127.0.0.1:' . self::freePort() : substr($this->url, strlen('http://'));
        $this->url = "http://$listen";
        $command = [(string) getenv('TRIBUTARY_BIN'), 'serve', '--data', $this->folder, '--listen', $listen];
        $this->process = proc_open($command, [1 => ['file', '/dev/null', 'w'], 2 => ['file', $this->folder . '/log', 'a']], $pipes);
        $this->await(function (): ?bool {
            return $this->ask('GET', '/livez')[0] === 200 ?: null;
        });
    }

    /** Kills it without a word, as a crash would. */
    public function stop(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process, 9);
            proc_close($this->process);
            $this->process = null;
        }
    }

    public function __destruct()
    {
        $this->stop();
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    private static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $name = stream_socket_get_name($socket, false);
        fclose($socket);
        return (int) substr($name, strrpos($name, ':') + 1);
    }

    /**
     * One call with the owner's key.
     *
     * @return array{0: int, 1: array<string, mixed>}
     */
    public function api(string $method, string $path, ?array $body = null): array
    {
        [$status, $said] = $this->ask($method, $path, $body === null ? null : json_encode($body), [
            'Authorization: Bearer ' . $this->made['api_key'],
            'Content-Type: application/json',
        ]);
        return [$status, (array) json_decode($said, true)];
    }

    /** What the server knows of an order of the shop, or null. */
    public function order(string $store, int $id): ?array
    {
        [, $found] = $this->api('GET', "/api/v1/orders?store=$store&external_id=$id");
        return $found['data'][0] ?? null;
    }

    /** A partner with a code; gives the partner's id. */
    public function partner(string $name, string $code, string $kind): string
    {
        [, $partner] = $this->api('POST', '/api/v1/partners', ['name' => $name, 'kind' => 'influencer']);
        $given = ['partner' => $partner['id'], 'program' => $this->made['program'], 'kind' => $kind, 'code' => $code];
        [$status, $said] = $this->api('POST', '/api/v1/codes', $given);
        if ($status !== 201) {
            throw new RuntimeException(json_encode($said));
        }
        return $partner['id'];
    }

    /**
     * Waits until something is there: deliveries are judged behind their answer.
     *
     * @param callable $looks Gives null as long as it is not.
     */
    public function await(callable $looks)
    {
        $end = microtime(true) + self::PATIENCE;
        do {
            $found = $looks();
            if ($found !== null) {
                return $found;
            }
            usleep(20000);
        } while (microtime(true) < $end);
        throw new RuntimeException('It did not happen. The server says: ' . substr((string) file_get_contents($this->folder . '/log'), -3000));
    }

    /**
     * A plain call; status 0 when nobody answers.
     *
     * @return array{0: int, 1: string}
     */
    private function ask(string $method, string $path, ?string $body = null, array $headers = []): array
    {
        $handle = curl_init($this->url . $path);
        $options = [CURLOPT_CUSTOMREQUEST => $method, CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers, CURLOPT_TIMEOUT => 20];
        curl_setopt_array($handle, $options + ($body === null ? [] : [CURLOPT_POSTFIELDS => $body]));
        $said = curl_exec($handle);
        return [(int) curl_getinfo($handle, CURLINFO_RESPONSE_CODE), (string) $said];
    }
}
