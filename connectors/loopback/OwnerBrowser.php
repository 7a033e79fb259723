<?php

/**
 * The owner in front of the real server's screens, without scripts: forms are filled in and sent as a browser would.
 */

final class OwnerBrowser
{
    private $handle;
    private $url;

    public function __construct(RealServer $server)
    {
        $this->url = $server->url;
        $this->handle = curl_init();
        curl_setopt($this->handle, CURLOPT_COOKIEFILE, ''); // Cookies are kept in memory.
    }

    public function signIn(): void
    {
        $to = $this->submit('/login', ['email' => RealServer::EMAIL, 'password' => RealServer::PASSWORD]);
        if ($to === '' || strpos($to, '/login') !== false) {
            throw new RuntimeException('The owner could not sign in.');
        }
    }

    /**
     * Opens a page and sends its form with some fields filled in; gives the address that the answer leads to.
     *
     * @param array<string, string> $fields By the names in the form.
     */
    public function submit(string $path, array $fields): string
    {
        $page = $this->ask($path, null)[1];
        [$action, $kept] = $this->form($page, $fields);
        [$headers] = $this->ask($action, http_build_query($fields + $kept));
        return preg_match('/^location: *(.*?)\\r?$/mi', $headers, $match) ? $match[1] : '';
    }

    /** The form that posts and has the named fields, or the first that posts: its action and what stands in it. */
    private function form(string $page, array $fields): array
    {
        $document = new DOMDocument();
        libxml_use_internal_errors(true);
        $document->loadHTML($page);
        $best = null;
        foreach ($document->getElementsByTagName('form') as $form) {
            if (strtolower($form->getAttribute('method')) !== 'post') {
                continue;
            }
            $kept = $this->standing($form);
            if (array_diff_key($fields, $kept['names']) === []) {
                $best = [$form->getAttribute('action'), $kept['values']];
                break;
            }
        }
        if ($best === null) {
            throw new RuntimeException('No form with ' . implode(', ', array_keys($fields)) . ' in: ' . substr(strip_tags($page), 0, 1500));
        }
        return $best;
    }

    private function standing(DOMElement $form): array
    {
        $names = [];
        $values = [];
        foreach ($form->getElementsByTagName('input') as $input) {
            $name = $input->getAttribute('name');
            $names[$name] = true;
            $choice = in_array($input->getAttribute('type'), ['radio', 'checkbox'], true);
            if ($name !== '' && (!$choice || $input->hasAttribute('checked'))) {
                $values[$name] = $input->getAttribute('value');
            }
        }
        return ['names' => $names, 'values' => $values];
    }

    /** @return array{0: string, 1: string} Headers and body. */
    private function ask(string $path, ?string $body): array
    {
        $url = strpos($path, 'http') === 0 ? $path : $this->url . $path;
        curl_setopt_array($this->handle, [
            CURLOPT_URL => $url,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HEADER => true,
            CURLOPT_HTTPHEADER => ['Origin: ' . $this->url],
            CURLOPT_POST => $body !== null,
            CURLOPT_POSTFIELDS => (string) $body,
            CURLOPT_CUSTOMREQUEST => $body === null ? 'GET' : 'POST',
        ]);
        $said = (string) curl_exec($this->handle);
        return explode("\r\n\r\n", $said, 2) + ['', ''];
    }
}
