using System.CommandLine;
using Plimsoll.Cli.Inspect;
using Plimsoll.Trust;

namespace Plimsoll.Cli.Trust;

/// <summary>What commands print that check files: who signed, or why not.</summary>
internal static class FileVerdict
{
    /// <summary>Prints the answer and gives the exit code; what is trusted and cannot be read is a refusal, too.</summary>
    public static async Task<int> PrintAsync(ParseResult parsed, Func<Task<Verdict>> verify)
    {
        Verdict verdict;
        try
        {
            verdict = await verify();
        }
        catch (RefusedException e)
        {
            verdict = Verdict.Refused.Of(e);
        }
        if (verdict is not Verdict.Verified verified)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(TextTable.Printable("plimsoll: refused: " + verdict.WhyNot));
            return ExitCode.VerificationFailed;
        }
        var output = parsed.InvocationConfiguration.Output;
        await output.WriteLineAsync(TextTable.Printable($"Verified: signed by {verified.Signer}{(verified.SignedAt is { } time ? $" at {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}"));
        if (verified.PredicateType is { } type) await output.WriteLineAsync(TextTable.Printable("Statement: " + type));
        foreach (var remark in verified.Remarks) await output.WriteLineAsync(TextTable.Printable("Note: " + remark));
        return ExitCode.Ok;
    }
}
