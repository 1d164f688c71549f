using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance.Postgres;

/// <summary>The same answers from a server whose database is a PostgreSQL.</summary>
public sealed class PostgresReferrerTests(PostgresRegistry registry) : ReferrerTests(registry), IClassFixture<PostgresRegistry>;
