using System.ComponentModel.DataAnnotations;

namespace Plimsoll.Server.Configuration;

/// <summary>Settings of webhooks and rebuild triggers.</summary>
public sealed class WebhookOptions
{
    /// <summary>Addresses and networks (<c>10.0.0.7</c>, <c>10.0.0.0/8</c>) that requests may go to although they are not public. Default: none.</summary>
    public IList<string> PrivateNetworks { get; } = [];

    /// <summary>Seconds without further news of a repository before its rebuild is asked for. Default: 60.</summary>
    [Range(0, 86_400)]
    public int DebounceSeconds { get; set; } = 60;

    /// <summary>Days that deliveries are remembered; those that were given up three times as long. Default: 30.</summary>
    [Range(1, 3650)]
    public int KeepDays { get; set; } = 30;
}
