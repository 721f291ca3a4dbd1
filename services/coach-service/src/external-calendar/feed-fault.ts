/** Why a feed could not be had or read, in words for its coach. They never hold its address, which is a secret. */
export class FeedFault extends Error {
  constructor(words: string) {
    super(words)
    this.name = 'FeedFault'
  }
}
