using Npgsql;
using Plimsoll.Storage.Metadata.Postgres.Engine;

namespace Plimsoll.Tests.Storage.Metadata.Postgres;

public sealed class PostgresAddressTests
{
    [Fact]
    public void Reads_a_url()
    {
        var read = new NpgsqlConnectionStringBuilder(PostgresAddress.Read("postgres://ada:p%40ss%2Fword@db.example.org:6432/plimsoll?sslmode=verify-full&sslrootcert=/etc/ca.pem"));
        read.Host.ShouldBe("db.example.org");
        read.Port.ShouldBe(6432);
        read.Username.ShouldBe("ada");
        read.Password.ShouldBe("p@ss/word");
        read.Database.ShouldBe("plimsoll");
        read.SslMode.ShouldBe(SslMode.VerifyFull);
        read.RootCertificate.ShouldBe("/etc/ca.pem");
        read.MaxPoolSize.ShouldBe(20);
    }

    [Fact]
    public void Reads_a_socket_and_a_connection_string()
    {
        new NpgsqlConnectionStringBuilder(PostgresAddress.Read("postgresql://plimsoll@/registry?host=/run/postgresql")).Host.ShouldBe("/run/postgresql");
        var read = new NpgsqlConnectionStringBuilder(PostgresAddress.Read("Host=db;Database=registry;Username=ada;Maximum Pool Size=7"));
        read.MaxPoolSize.ShouldBe(7);
        read.ApplicationName.ShouldBe("plimsoll");
    }

    [Theory]
    [InlineData("postgres://ada:sesame@db/registry?sslmode=perhaps")]
    [InlineData("postgres://ada:sesame@db/registry?color=sesame")]
    [InlineData("postgres://ada:sesame@db/")]
    [InlineData("postgres://ada:ses ame#/@")]
    [InlineData("Host=db;Database=registry;Passwort=sesame")]
    [InlineData("sesame")]
    [InlineData("Database=registry;Password=sesame")]
    public void Refuses_others_without_repeating_a_secret(string address)
    {
        var refusal = Should.Throw<FormatException>(() => PostgresAddress.Read(address));
        refusal.ToString().ShouldNotContain("sesame");
    }
}
