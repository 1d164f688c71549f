using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>A user or robot with what it may do, as of one snapshot of the directory.</summary>
internal sealed record Account(PrincipalRecord Record, string Login, AccessList Rights, AccessList? Bounds)
{
    public string Subject => AccountName.SubjectOf(Record.Kind, Record.Name);
}
