using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>Makes, removes and tries webhooks, and has deliveries made again: for administrators. Every change is an event of the log.</summary>
internal sealed class WebhookAdministration(IMetadataStore metadata, KeySealing sealing, DeliveryClient client, EventWriter writer, AuditTrail audit, ServerOptions options, TimeProvider time)
{
    private const int MaxName = 64;
    private const int MaxUrl = 2000;
    private const int MaxToken = 4096;
    private const int MaxBranch = 200;

    /// <summary>Makes a webhook.</summary>
    /// <returns>The webhook, and the secret that receivers verify with, to be shown this once; null where a token of the other side is used.</returns>
    /// <exception cref="OciException">INVALID, CONFLICT.</exception>
    public async Task<(Webhook Webhook, string? Secret)> AddAsync(HttpContext http, WebhookWish wish)
    {
        http.Require(Permission.Administer);
        var kind = wish.Kind ?? WebhookKinds.Events;
        if (!WebhookKinds.All.Contains(kind, StringComparer.Ordinal)) throw Invalid($"'kind' is one of {string.Join(", ", WebhookKinds.All)}");
        var name = wish.Name ?? "";
        if (name.Length is 0 or > MaxName || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))) throw Invalid($"'name' has 1 to {MaxName} letters, digits, '-', '_' and '.'");
        var isTrigger = kind != WebhookKinds.Events;
        var (events, paths) = (wish.Events ?? [], wish.Paths ?? []);
        if (isTrigger != paths.Count > 0) throw Invalid(isTrigger ? "'paths' says which repositories it rebuilds, such as 'shop/**'" : $"'paths' is for those who rebuild, not for {kind}");
        if (isTrigger && events.Count > 0) throw Invalid($"'events' is for kind {WebhookKinds.Events}; others are told of rebuilds");
        if (events.FirstOrDefault(type => !EventTypes.All.Contains(type, StringComparer.Ordinal)) is { } unknown) throw Invalid($"'{unknown}' is no type of event; there are {string.Join(", ", EventTypes.All)}");
        if (paths.FirstOrDefault(path => !PathPattern.TryParse(path, out _)) is { } broken) throw Invalid($"'{broken}' is no path pattern; write shop/api, shop/* or shop/**");
        if (wish.Branch is { } branch && (kind != WebhookKinds.GitLab || branch.Length is 0 or > MaxBranch)) throw Invalid("'branch' is the branch or tag that GitLab builds");
        var (secret, isOurs) = ReadSecret(kind, wish.Secret);
        var now = time.GetUtcNow();
        var made = new Webhook
        {
            Name = name,
            Kind = kind,
            Url = CheckUrl(wish.Url),
            Events = events,
            Paths = paths,
            Branch = wish.Branch,
            Secret = sealing.Seal(DeliveryClient.NameOf(name), secret),
            CreatedAt = now,
            CreatedBy = http.Caller().Name,
        };
        var id = await metadata.Webhooks.AddAsync(made, Event(http, "webhook.add", name, $"{kind} to {HostOf(made)}"), http.RequestAborted)
            ?? throw new OciException(AccountError.Conflict, $"there is already a webhook '{name}', or there are {IWebhookStore.MaxWebhooks}");
        return (made with { Id = id }, isOurs ? StandardSignature.Show(secret) : null);
    }

    /// <summary>Removes one with what waits for it.</summary>
    public async Task RemoveAsync(HttpContext http, string name)
    {
        var webhook = await FindAsync(http, name);
        if (!await metadata.Webhooks.RemoveAsync(webhook.Id, Event(http, "webhook.remove", name, null), http.RequestAborted)) throw Unknown(name);
    }

    /// <summary>Sends a message at once, and says what became of it.</summary>
    public async Task<(EventMessage Message, DeliveryAnswer Answer)> TestAsync(HttpContext http, string name)
    {
        var webhook = await FindAsync(http, name);
        var message = writer.OfTest(webhook, http.Caller().Name);
        var answer = await client.SendAsync(webhook, message, http.RequestAborted);
        await metadata.Audit.AppendAsync(Event(http, "webhook.test", name, answer.Error ?? $"answered {answer.Status}"), http.RequestAborted);
        return (message, answer);
    }

    /// <summary>Has one delivery made again.</summary>
    public async Task ReplayAsync(HttpContext http, long id)
    {
        http.Require(Permission.Administer);
        if (!await metadata.Webhooks.ReplayAsync(id, time.GetUtcNow(), Event(http, "webhook.replay", id.ToString(), null), http.RequestAborted))
            throw new OciException(AccountError.Unknown, $"there is no delivery {id} that has ended");
    }

    /// <summary>Has all deliveries made again that were given up; how many those are.</summary>
    public async Task<int> ReplayDeadAsync(HttpContext http, string? name)
    {
        http.Require(Permission.Administer);
        var webhook = string.IsNullOrEmpty(name) ? null : await FindAsync(http, name);
        return await metadata.Webhooks.ReplayDeadAsync(webhook?.Id, time.GetUtcNow(), Event(http, "webhook.replay", name is { Length: > 0 } ? name : "all", null), http.RequestAborted);
    }

    /// <summary>A webhook by its name.</summary>
    public async Task<Webhook> FindAsync(HttpContext http, string name)
    {
        http.Require(Permission.Administer);
        return (await metadata.Webhooks.ListAsync(http.RequestAborted)).FirstOrDefault(webhook => webhook.Name == name) ?? throw Unknown(name);
    }

    private static OciException Unknown(string name) => new(AccountError.Unknown, $"there is no webhook '{name}'");

    private static OciException Invalid(string reason) => new(AccountError.Invalid, reason);

    private static string HostOf(Webhook webhook) => new Uri(webhook.Url).Host;

    private static (byte[] Secret, bool IsOurs) ReadSecret(string kind, string? given)
    {
        if (WebhookKinds.TakesToken(kind))
        {
            if (given is not { Length: > 0 and <= MaxToken } || given.Any(c => c is < '!' or > '~')) throw Invalid($"'secret' is the token that {kind} gave you for this");
            return (Encoding.UTF8.GetBytes(given), false);
        }
        if (string.IsNullOrEmpty(given)) return (StandardSignature.NewSecret(), true);
        var bytes = new byte[64];
        var text = given.StartsWith(StandardSignature.Prefix, StringComparison.Ordinal) ? given[StandardSignature.Prefix.Length..] : given;
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < 24) throw Invalid($"'secret' is {StandardSignature.Prefix} and 24 to 64 bytes in base64; leave it out to have one made");
        return (bytes[..length], false);
    }

    private string CheckUrl(string? text)
    {
        if (text is not { Length: <= MaxUrl } || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) throw Invalid("'url' is an address with https:// or http://");
        if (url.UserInfo.Length > 0) throw Invalid("'url' must not hold a user or a password");
        // A name is looked up when it is connected to; an address is known to be wrong now.
        if (System.Net.IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && !NetworkGuard.Of(options.Webhooks).Allows(address))
            throw Invalid($"{url.Host} is not a public address; webhooks.privateNetworks in the settings can allow it");
        return url.AbsoluteUri;
    }

    private AuditEvent Event(HttpContext http, string action, string target, string? detail) => audit.Describe(http, http.Caller(), action, "ok") with { Repository = "webhook:" + target, Detail = detail };
}
