using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spawner;

/// <summary>
/// JSON as it is, byte for byte: the input or result of a kind whose types the caller does not know, as in
/// <c>new TaskKind&lt;RawJson, RawJson&gt;("images.resize")</c>. The default is <c>null</c>.
/// </summary>
[JsonConverter(typeof(RawJsonConverter))]
public readonly struct RawJson : IEquatable<RawJson>
{
    private static readonly byte[] Null = "null"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _utf8;

    private RawJson(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The text, as UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8.IsEmpty ? Null : _utf8;

    /// <summary>Takes JSON as it is.</summary>
    /// <param name="utf8">One JSON value as UTF-8; not copied.</param>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    public static RawJson Parse(ReadOnlyMemory<byte> utf8)
    {
        using var checkedOnly = JsonDocument.Parse(utf8);
        ThrowIfNotUtf8(utf8.Span);
        return new RawJson(utf8);
    }

    /// <summary>JSON readers look into texts only when they are asked for.</summary>
    /// <exception cref="JsonException">A text in it is not.</exception>
    internal static void ThrowIfNotUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            throw new JsonException("A text in it is no UTF-8.");
        }
    }

    /// <summary>JSON that somebody has checked.</summary>
    internal static RawJson Checked(ReadOnlyMemory<byte> utf8) => new(utf8);

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Whether both are the same text.</summary>
    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    /// <summary>Whether they are different texts.</summary>
    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);
}

/// <summary>Reads and writes the text of a value as it stands.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override bool HandleNull => true;

    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var utf8 = JsonMarshal.GetRawUtf8Value(value.RootElement);
        RawJson.ThrowIfNotUtf8(utf8);
        return RawJson.Checked(utf8.ToArray());
    }

    // Checked when it was made.
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
