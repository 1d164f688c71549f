using Plimsoll.Inspection.Sbom.Arriving;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>Tells who signed statements that came with an image, and whether they may decide for that.</summary>
public interface IStatementSigners
{
    /// <summary>Looks at the signature of a document.</summary>
    /// <param name="arrived">The document; it has bytes.</param>
    /// <param name="subjects">What it may be about: the image, and the index that lists it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<(VexSignature Signature, bool MayDecide)> JudgeAsync(ArrivedStatement arrived, IReadOnlyList<Core.Digest> subjects, CancellationToken cancellationToken);
}
