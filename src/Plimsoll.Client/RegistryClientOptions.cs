using Plimsoll.Client.Auth;

namespace Plimsoll.Client;

/// <summary>How a client talks to a registry. The defaults suit a person at a command line.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>True for http, false for https; null for http on loopback and https elsewhere.</summary>
    public bool? PlainHttp { get; init; }

    /// <summary>Where user names and passwords come from; the first source that knows the host wins. Empty means anonymous.</summary>
    public IReadOnlyList<ICredentialSource> Credentials { get; init; } = [];

    /// <summary>Longest wait for a connection. Default 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the headers of an answer. Default 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence in the middle of a body. Default 60 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is sent when the registry answers 429, 502, 503 or 504. Default 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Longest pause that a Retry-After can ask for. Default 60 seconds, as containers/image has it.</summary>
    public TimeSpan MaxRetryPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the registry sees as User-Agent.</summary>
    public string UserAgent { get; init; } = "plimsoll/0.1";

    /// <summary>The clock of pauses and of token lives.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
