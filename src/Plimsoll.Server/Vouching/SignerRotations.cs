using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Statements by which the expected signer of a repository names the next one. Each takes effect once, while who signed it is expected; the order in which the statement and the first signature of the named one come does not
/// matter.
/// </summary>
internal sealed class SignerRotations(IMetadataStore metadata, ArtifactPublisher publisher, TimeProvider time)
{
    private const int MaxStatements = 1000;

    /// <summary>Takes note of a statement that was pushed.</summary>
    public async Task SeenAsync(VouchingRecord said, CancellationToken cancellationToken)
    {
        if (said.PredicateType == PredicateTypes.SignerRotation && await metadata.Signers.FindPinAsync(said.Repository, cancellationToken) is { } pin) await FollowAsync(pin, cancellationToken);
    }

    /// <summary>Who is expected after everything that has been said: the signer before, or the last one that was named.</summary>
    public async Task<SignerPin> FollowAsync(SignerPin pin, CancellationToken cancellationToken)
    {
        var said = await metadata.Vouching.ListAsync(VouchingRecord.SignerSubject(pin.Repository), PredicateTypes.SignerRotation, 0, MaxStatements, cancellationToken);
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var record in said.Where(record => record.Verdict == "verified" && pin.IsOf(record.Identity, record.Issuer)))
            {
                if (BundleStatement.TryRead(record.Bundle) is not { } statement || Named(pin, statement) is not { } next) continue;
                var audit = publisher.Event("signer-rotated") with { Repository = pin.Repository.Value, Digest = record.Artifact?.Value, Detail = $"{pin.Identity} named {next.Identity}" };
                if (!await metadata.Signers.RotateAsync(pin, next, statement.Digest, audit, cancellationToken)) continue;
                (pin, moved) = (next, true);
                break;
            }
        }
        return pin;
    }

    /// <summary>Whom a statement names; nobody where it is about another repository.</summary>
    private SignerPin? Named(SignerPin before, BundleStatement statement) =>
        statement.Text("repository") == before.Repository.Value && statement.Text("identity") is { Length: > 0 } identity
            ? new SignerPin(before.Repository, identity, statement.Text("issuer"), time.GetUtcNow(), $"a rotation that {before.Identity} signed")
            : null;
}
