namespace Plimsoll.Server.Tests.Conformance;

/// <summary>The ways in which the distribution-spec lets a blob arrive.</summary>
public enum BlobWay
{
    PostOnly,
    PostThenPut,
    PostThenPutOfUnknownLength,
    ChunkedSingle,
    ChunkedMulti,
    ChunkedWithTheLastInThePut,
    ChunkedOutOfOrder,
    ChunkedOutOfOrderWithTheLastInThePut,
    Stream,
    StreamOfUnknownLength,
    DockerClassic,
}
