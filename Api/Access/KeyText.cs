using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spawner.Api.Access;

/// <summary>The text of a key: a mark that scanners for leaked secrets can look for, and 32 random bytes.</summary>
internal static class KeyText
{
    public const string Mark = "spk_";

    private const int SecretBytes = 32;
    private const int PrefixLength = 12;

    /// <summary>Base64url of the secret, without padding.</summary>
    private static readonly int Length = Mark.Length + Base64Url.GetEncodedLength(SecretBytes);

    public static string Create() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static bool IsKey(string text) =>
        text.Length == Length && text.StartsWith(Mark, StringComparison.Ordinal) && Base64Url.IsValid(text.AsSpan(Mark.Length));

    /// <summary>What may be shown and looked up by: 48 of its 256 bits.</summary>
    public static string PrefixOf(string key) => key[..PrefixLength];

    /// <summary>No slow hash: 256 random bits cannot be guessed.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
