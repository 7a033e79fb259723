<?php

/**
 * What came back from the server, or why nothing did.
 */

namespace Tributary\ZenCart;

final class Answer
{
    /** @var int The HTTP status; 0 when there was no answer at all. */
    public $status;

    /** @var array<string, mixed> The body, read as JSON. */
    public $data;

    /** @var string Why not, in a sentence; empty when all is well. */
    public $reason;

    public function __construct(int $status, string $body, string $trouble = '')
    {
        $this->status = $status;
        $data = json_decode($body, true);
        $this->data = is_array($data) ? $data : [];
        $this->reason = $this->isGood() ? '' : ($trouble !== '' ? "The server could not be reached: $trouble" : $this->told());
    }

    public function isGood(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /** Whether it would be refused again however often it is sent. */
    public function isRefused(): bool
    {
        return in_array($this->status, [404, 405, 409, 410, 422], true);
    }

    public function text(string $name): string
    {
        return isset($this->data[$name]) && is_scalar($this->data[$name]) ? (string) $this->data[$name] : '';
    }

    private function told(): string
    {
        $detail = $this->text('detail');
        foreach (is_array($this->data['errors'] ?? null) ? $this->data['errors'] : [] as $one) {
            if (isset($one['pointer'], $one['detail'])) {
                return "The server answered {$this->status}: {$one['pointer']}: {$one['detail']}";
            }
        }
        return "The server answered {$this->status}" . ($detail === '' ? '.' : ": $detail");
    }
}
