using Plimsoll.Client.Http;

namespace Plimsoll.Client.Conformance;

/// <summary>All that was found out about a registry.</summary>
/// <param name="Registry">Its address.</param>
/// <param name="Time">When the checks began.</param>
/// <param name="Results">What became of each check, in order.</param>
/// <param name="LeftBehind">How many pieces of content the registry did not let be deleted.</param>
public sealed record ConformanceReport(Uri Registry, DateTimeOffset Time, IReadOnlyList<CheckResult> Results, int LeftBehind)
{
    /// <summary>How many checks ended so.</summary>
    public int Count(CheckOutcome outcome) => Results.Count(result => result.Outcome == outcome);

    /// <summary>True when the registry does everything that it must.</summary>
    public bool Conforms => Results.All(result => result.Outcome is not CheckOutcome.Failed) && Results.Any(result => result.Outcome == CheckOutcome.Passed);
}

/// <summary>Asks a registry for everything that the specification says, as a client that knows nothing else about it.</summary>
public sealed class ConformanceRun : IDisposable
{
    private readonly RegistryTransport _transport;
    private readonly TimeProvider _time;

    /// <summary>Makes one; nothing is sent yet.</summary>
    /// <param name="host">Host and port.</param>
    /// <param name="options">How to talk to it.</param>
    /// <exception cref="FormatException">The text is no host.</exception>
    public ConformanceRun(string host, RegistryClientOptions options)
    {
        _transport = new RegistryTransport(host, options);
        _time = options.Time;
    }

    /// <summary>Runs checks, one after another, in repositories below a prefix, and takes away what they left.</summary>
    /// <param name="checks">The checks; <see cref="DistributionChecks.All"/> for those of the specification.</param>
    /// <param name="prefix">The repositories are <c>PREFIX/a</c> and <c>PREFIX/b</c>.</param>
    /// <param name="progress">Is told of each result.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">There is no registry at that address, or it does not let the caller in.</exception>
    public async Task<ConformanceReport> RunAsync(IReadOnlyList<ConformanceCheck> checks, string prefix, IProgress<CheckResult> progress, CancellationToken cancellationToken)
    {
        // A host that does not answer at all is no registry that fails all checks.
        (await _transport.SendAsync(new RegistryRequest(HttpMethod.Get, new Uri(_transport.Registry, "v2/"), ""), cancellationToken)).Dispose();
        var (began, traces, results) = (_time.GetUtcNow(), new Traces(), new List<CheckResult>());
        var left = 0;
        try
        {
            foreach (var check in checks)
            {
                var result = await RunAsync(check, new Probe(_transport, traces, prefix, cancellationToken));
                results.Add(result);
                progress.Report(result);
            }
        }
        finally
        {
            left = await traces.RemoveAsync(_transport, CancellationToken.None);
        }
        return new ConformanceReport(_transport.Registry, began, results, left);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private async Task<CheckResult> RunAsync(ConformanceCheck check, Probe probe)
    {
        var start = _time.GetTimestamp();
        var (outcome, explanation) = await AskAsync(check, probe);
        return new CheckResult(check, outcome, explanation, [.. probe.Exchanges], _time.GetElapsedTime(start));
    }

    private static async Task<(CheckOutcome, string)> AskAsync(ConformanceCheck check, Probe probe)
    {
        try
        {
            await check.RunAsync(probe);
            return (CheckOutcome.Passed, "");
        }
        catch (CheckFailedException e)
        {
            return (check.Level switch { CheckLevel.Must => CheckOutcome.Failed, CheckLevel.Should => CheckOutcome.Warned, _ => CheckOutcome.NotOffered }, e.Message);
        }
        catch (CheckNotOfferedException e)
        {
            return (CheckOutcome.NotOffered, e.Message);
        }
        catch (CheckNotRunException e)
        {
            return (CheckOutcome.NotRun, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // JSON of another shape than the specification gives.
            return (check.Level == CheckLevel.Must ? CheckOutcome.Failed : CheckOutcome.Warned, "The answer does not have the form that the specification gives: " + e.Message);
        }
    }
}
