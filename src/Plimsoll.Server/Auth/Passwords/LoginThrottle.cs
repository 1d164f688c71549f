using System.Net;
using System.Net.Sockets;

namespace Plimsoll.Server.Auth.Passwords;

/// <summary>
/// Makes guessing slow. Failed logins are counted for each pair of address and account, and for each address over all accounts; after a few free ones, each
/// further one doubles the wait, up to a quarter of an hour. Nothing is counted for an account alone: whoever guesses locks out only their own address.
/// Memory is bounded; what is oldest is forgotten first.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    public const int FreeForPair = 5;
    public const int FreeForAddress = 50;
    public const int Capacity = 10_000;
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private const string AnyAccount = "";
    private const int LongestName = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress, string), Failures> _failures = [];
    private volatile bool _idle = true;
    private long _failed;
    private long _throttled;

    /// <summary>Logins that failed since the start.</summary>
    public long FailedCount => Interlocked.Read(ref _failed);

    /// <summary>Logins that were not looked at since the start.</summary>
    public long ThrottledCount => Interlocked.Read(ref _throttled);

    /// <summary>True while no failure is remembered: then there is nothing to ask.</summary>
    public bool IsIdle => _idle;

    /// <summary>How many addresses and pairs are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _failures.Count;
        }
    }

    /// <summary>Seconds until the next attempt is looked at; 0 for now.</summary>
    public int SecondsToWait(IPAddress address, string account)
    {
        if (_idle) return 0;
        var network = NetworkOf(address);
        int seconds;
        lock (_gate) seconds = Math.Max(Wait((network, Shorten(account))), Wait((network, AnyAccount)));
        if (seconds > 0) Interlocked.Increment(ref _throttled);
        return seconds;
    }

    /// <summary>Counts a failed login.</summary>
    public void Failed(IPAddress address, string account)
    {
        var network = NetworkOf(address);
        Interlocked.Increment(ref _failed);
        lock (_gate)
        {
            Add((network, Shorten(account)), FreeForPair);
            Add((network, AnyAccount), FreeForAddress);
            _idle = false;
        }
    }

    /// <summary>Forgets the failures of the pair; those for other accounts from the same address stay.</summary>
    public void Succeeded(IPAddress address, string account)
    {
        if (_idle) return;
        var network = NetworkOf(address);
        lock (_gate)
        {
            if (!_failures.Remove((network, Shorten(account)), out var pair)) return;
            if (_failures.TryGetValue((network, AnyAccount), out var all))
            {
                if (all.Count <= pair.Count) _failures.Remove((network, AnyAccount));
                else _failures[(network, AnyAccount)] = all with { Count = all.Count - pair.Count };
            }
            _idle = _failures.Count == 0;
        }
    }

    private int Wait((IPAddress, string) key) =>
        _failures.TryGetValue(key, out var failures) && failures.BlockedUntil - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? (int)Math.Ceiling(wait.TotalSeconds) : 0;

    private void Add((IPAddress, string) key, int free)
    {
        var now = time.GetUtcNow();
        var known = _failures.TryGetValue(key, out var failures) && now - failures.LastAt < Memory;
        if (!known && _failures.Count >= Capacity) MakeRoom();
        var count = (known ? failures!.Count : 0) + 1;
        var wait = count < free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(count - free, 20)), LongestWait.TotalSeconds));
        _failures[key] = new Failures(count, now, now + wait);
    }

    /// <summary>Forgets the oldest tenth at once: an attacker with many addresses pays for it only once in a while.</summary>
    private void MakeRoom()
    {
        foreach (var (key, _) in _failures.OrderBy(f => f.Value.LastAt).Take(Capacity / 10).ToList()) _failures.Remove(key);
    }

    /// <summary>Names that no account can have share one count, so that nobody fills the memory with long ones.</summary>
    private static string Shorten(string account) => account.Length is 0 or > LongestName ? "?" : account;

    /// <summary>An IPv6 customer has 2^64 addresses at least: they count as one.</summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private sealed record Failures(int Count, DateTimeOffset LastAt, DateTimeOffset BlockedUntil);
}
