using System.Text;
using Plimsoll.Server.Webhooks;

namespace Plimsoll.Tests.Server.Webhooks;

public sealed class StandardSignatureTests
{
    /// <summary>The vector of the reference libraries (standard-webhooks/standard-webhooks, libraries/*/test).</summary>
    [Fact]
    public void Signs_as_the_reference_libraries_do() =>
        StandardSignature.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""))
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
